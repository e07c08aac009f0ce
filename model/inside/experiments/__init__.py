"""The textbook's operations on any picture: convolution, pooling, transposed convolution, upsampling."""
