"""The Open Inference Protocol (KServe's v2 REST) with Triton's extensions; `app/routes/v2.py` has its routes.

A request travels one line, and each stage has its file:

    compression -> documents, tensors, infer_request -> inference (own, foreign) -> classification -> infer_response
"""
