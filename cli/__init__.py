"""The digitscope command: one file per group of commands."""
