"""The gate: an adapter is served only where it was measured to read better than the model that it sits on.

In order, cheapest first: its files, what it was trained on against what is held out (`leaks`), what the server makes
of it against peft (`gbi.models.parity`), then both on the same items (`measure`), judged by paired tests (`judge`).
"""
