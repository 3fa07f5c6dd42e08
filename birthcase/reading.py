"""Reads single files through the pool and writes one reading for each."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from birthcase.outputs import Outputs
from birthcase.say import line, say
from birthcase.tables import show_documents
from casefile.case import Document, Refusal
from casefile.errors import UploadRefused
from pipeline.folder import file_bytes
from pipeline.process import READER_FAILED, read_one
from pipeline.result import document_object, refusal_object
from pipeline.settings import load_settings
from pipeline.workers import ReaderPool, open_pool

Read = tuple[tuple[Document, ...], tuple[Refusal, ...]]


def read_files(files: list[Path], output: Path, jobs: int | None, reveal: bool) -> int:
    """The exit status: 3 where the reader failed on a file, else 0; a bad picture is no error."""
    outputs = Outputs(output)
    failed = False
    with open_pool(load_settings(), jobs, len(files)) as pool, ThreadPoolExecutor(8) as threads:
        for path, (documents, refused) in zip(
            files, threads.map(lambda p: _read(p, pool), files), strict=True
        ):
            reading = {
                "documents": [document_object(document) for document in documents],
                "refused": [refusal_object(refusal) for refusal in refused],
            }
            written = outputs.write(path.name, reading)
            failed = failed or any(refusal.code == READER_FAILED for refusal in refused)
            line(f"{path.name} → {written}")
            show_documents(reading, reveal)
    line(say(f"共 {len(files)} 个文件", f"{len(files)} files"))
    return 3 if failed else 0


def _read(path: Path, pool: ReaderPool) -> Read:
    try:
        data = file_bytes(path, path.name)
    except UploadRefused as refused:
        return (), (Refusal(None, path.name, refused.refusal, str(refused)),)
    return read_one(data, path.name, pool)
