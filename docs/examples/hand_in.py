"""Hand a case in through the API and wait for its result: `python hand_in.py URL KEYFILE CASEFOLDER`."""

import sys
from pathlib import Path

from birthcase.client import Client, Refused


def main(url: str, key_file: str, folder: str) -> int:
    """Exit status 0 where the case was taken."""
    form = (Path(folder) / "case.json").read_bytes()
    with Client.at(url, Path(key_file).read_text().strip()) as client:
        try:
            case = client.create(form)
            for upload in case.uploads:
                client.send(upload, (Path(folder) / upload.name).read_bytes())
            case = client.settled(client.finish(case.id).id)
        except Refused as refused:
            sys.stderr.write("\n".join(refused.problems) + "\n")
            return 1
        sys.stdout.write(f"{case.case_id} {case.state}: {case.progress}\n")
        for file in case.refused:
            sys.stdout.write(f"  {file.file}: {file.code} {file.message}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
