"""The roster: who works where, from the files of the district's student information system, or by hand."""
