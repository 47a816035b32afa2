"""The dispatcher that is a language model: a card of the catalogue in, actions as constrained JSON out.

What it says is checked like anyone's; where it is down, slow or useless the rules go on from there.
"""
