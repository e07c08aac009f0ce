"""What the service counts and measures, over all worker processes, as Prometheus reads it.

    tallies -> a block of memory for each version and process -> sums (app/statistics.py) -> collector -> GET /metrics

`layout.py` has the names of all metrics and their places in a block. Tallies write there: of requests, told by the
middleware; of pictures and versions, told by what `model/` calls its observers; of the process itself, by its pulse.
"""
