"""The reader: models, detection, recognition; the only room that knows paddleocr."""
