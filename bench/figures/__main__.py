"""`python -m bench.figures FOLDER`: teach the reader of figures anew."""

from bench.figures.teach import main

main()
