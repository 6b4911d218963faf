"""The office's questions, each answered on one page: as of any day, as a page, a file and a print."""
