"""One module a kind of paper; each offers `draw(facts, style_rng, ...) -> Paper`."""
