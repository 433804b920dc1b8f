"""Word, Excel and PowerPoint files → Documents: `docx`, `xlsx`, `pptx`, each with its `load`."""
