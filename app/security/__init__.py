"""What keeps everybody in bounds: who may ask, how often, from which pages, and how long a connection may take.

A request comes through these in turn: its connection, headers for its answer, origins (CORS), the guard with its keys,
permissions and rates, and the bounds of its body.
"""
