// AddressSpace
