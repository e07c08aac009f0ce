"""The contract between training and serving: from a picture's bytes to a verdict, without HTTP."""
