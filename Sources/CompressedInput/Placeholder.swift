// CompressedInput
