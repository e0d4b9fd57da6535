// DumpFormats
