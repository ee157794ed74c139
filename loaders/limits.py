"""How much one file may ask for. Nav's largest reports are a hundredth of these."""

LARGEST_FILE_BYTES = 100_000_000
MOST_LINES = 1_000_000
# What a workbook unpacks to; a zip of some kilobytes can hold gigabytes.
LARGEST_UNPACKED_BYTES = 500_000_000
MOST_CELLS_IN_A_SHEET = 5_000_000
MOST_PAGES = 5_000
# Readers of workbooks and PDFs run in processes of their own, which are stopped beyond these.
READER_MEMORY_BYTES = 3_000_000_000
READER_SECONDS = 600
# Files that are read ahead of the one that is landed: more would only fill the memory.
FILES_AHEAD = 4
