"""`python -m bench.characters FOLDER`: teach the reader of single characters anew."""

from bench.characters.teach import main

main()
