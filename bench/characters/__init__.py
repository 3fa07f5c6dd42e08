"""Teaches the reader of single characters (`pipeline/ocr/characters.onnx`), drawn in many faces."""
