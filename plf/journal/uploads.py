"""Reads a form with files as it streams in: the text always, of each file no more than is taken.

What is too much is read and let go, so that the browser gets its answer and the text can be shown again.
"""

from tempfile import SpooledTemporaryFile
from typing import IO

from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

from plf.journal.files import MOST_BYTES

MOST_FILES = 5
MOST_TOGETHER = 25 * 1024 * 1024

# Beyond this nothing more is read: the text of the form stands before its files and is known by then.
MOST_READ = 64 * 1024 * 1024

_PIECE = 64 * 1024
_IN_MEMORY = 1024 * 1024


class Uploads(FormDataParser):
    """Takes the place of the parser of a request. With `keeps` false the bytes of files are let go at once.

    Of each file one byte more is kept than `most_bytes`, and nothing of what comes after `most_files` of them.
    """

    def __init__(
        self, *given, keeps: bool = True, most_files: int = MOST_FILES, most_bytes: int = MOST_BYTES, **more
    ) -> None:
        super().__init__(*given, **more)
        self.keeps, self.most_files, self.most_bytes = keeps, most_files, most_bytes

    def parse(self, stream: IO[bytes], mimetype: str, content_length: int | None, options=None):
        """The form and its files, as far as both go. Raises RequestEntityTooLarge for too much text."""
        boundary = (options or {}).get("boundary", "").encode("ascii", "ignore")
        if mimetype != "multipart/form-data" or not boundary:
            return super().parse(stream, mimetype, content_length, options)
        decoder = MultipartDecoder(
            boundary, max_form_memory_size=self.max_form_memory_size, max_parts=self.max_form_parts
        )
        taken = _Taken(
            self.max_form_memory_size or _IN_MEMORY,
            most_files=self.most_files,
            most_file=self.most_bytes + 1 if self.keeps else 0,
        )
        read = 0
        try:
            while read < MOST_READ and (piece := stream.read(_PIECE)):
                read += len(piece)
                decoder.receive_data(piece)
                while not isinstance(event := decoder.next_event(), Epilogue | NeedData):
                    taken.take(event)
        except ValueError:
            pass  # a form that is cut off or broken: what came before is all there is
        except RequestEntityTooLarge:
            taken.close()
            raise
        taken.finish()
        return stream, self.cls(taken.fields), self.cls(taken.files)


class _Taken:
    """What was taken of a form so far."""

    def __init__(self, most_text: int, *, most_files: int, most_file: int) -> None:
        self.fields: list[tuple[str, str]] = []
        self.files: list[tuple[str, FileStorage]] = []
        self._most_text, self._most_files, self._most_file = most_text, most_files, most_file
        self._part: Field | File | None = None
        self._text, self._kept = bytearray(), 0
        self._file: SpooledTemporaryFile | None = None

    def take(self, event) -> None:
        if isinstance(event, Field | File):
            self._part, self._text, self._kept = event, bytearray(), 0
            self._file = SpooledTemporaryFile(_IN_MEMORY) if isinstance(event, File) else None  # noqa: SIM115
        elif isinstance(event, Data) and self._part is not None:
            if self._file is None:
                self._add_text(event.data)
            else:
                self._add_bytes(event.data)
            if not event.more_data:
                self.finish()

    def finish(self) -> None:
        """The part is over, or nothing more of it is read."""
        part, self._part = self._part, None
        if isinstance(part, Field):
            self.fields.append((part.name, self._text.decode("utf-8", "replace")))
        elif isinstance(part, File):
            self._file.seek(0)
            self.files.append((part.name, FileStorage(self._file, part.filename, part.name)))

    def close(self) -> None:
        """Let the temporary files go."""
        for file in [self._file, *(file for _, file in self.files)]:
            if file is not None:
                file.close()

    def _add_text(self, piece: bytes) -> None:
        self._most_text -= len(piece)
        if self._most_text < 0:
            raise RequestEntityTooLarge
        self._text += piece

    def _add_bytes(self, piece: bytes) -> None:
        # One byte more than is taken tells the ones that are too large; after the last file nothing is kept.
        room = self._most_file - self._kept if len(self.files) < self._most_files else 0
        if room > 0:
            self._kept += self._file.write(piece[:room])
