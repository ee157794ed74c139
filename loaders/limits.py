"""How much one file may ask for. Nav's largest reports are a fiftieth of these."""

LARGEST_FILE_BYTES = 100_000_000
MOST_LINES = 1_000_000
LONGEST_LINE = 20_000
# What a workbook unpacks to; a zip of some kilobytes can hold gigabytes.
LARGEST_UNPACKED_BYTES = 300_000_000
# Files in a workbook: each sheet has one, and another where there are notes.
MOST_PARTS = 2_500
MOST_SHEETS = 1_000
MOST_CELLS = 2_000_000
MOST_CHARACTERS = 100_000_000
MOST_PAGES = 5_000
# Readers of workbooks and PDFs run in processes of their own, which are stopped beyond these.
READER_MEMORY_BYTES = 1_000_000_000
READER_SECONDS = 600
# Files that are read ahead of the one that is landed: more would only fill the memory.
FILES_AHEAD = 4
# What one call of `tiltak fetch` may ask of others.
LARGEST_PAGE_BYTES = 10_000_000
MOST_LINKS = 1_000
MOST_FETCHED_BYTES = 5_000_000_000
MOST_REDIRECTS = 10
TRANSFER_SECONDS = 600
# A file's name may have 255 bytes; its sidecar's and its temporary one are longer.
LONGEST_FILE_NAME_BYTES = 200
