// DumpSynth
