"""Teaches the reader of figures (`pipeline/ocr/figures.onnx`) on lines drawn with many fonts."""
