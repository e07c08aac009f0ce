"""TensorFlow Serving's REST protocol: what its clients send and expect, down to the texts of its errors.

    address -> document -> lookup -> form -> tensors (or pictures) -> inference -> answer

Each stage refuses with `Refused`, in TensorFlow Serving's words and in the order in which it looks. Up to the tensors
they run in a thread where the body is large (`answering`).
"""
