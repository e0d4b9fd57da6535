// HeapWalk
