"""Files to lines: text, Markdown, workbooks and PDFs, each read within limits."""
