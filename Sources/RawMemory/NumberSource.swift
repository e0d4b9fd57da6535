/// Bytes from which little-endian numbers are read by offset: a file, or an image in a dumped process. A number that does not lie inside is
/// `nil`.
public protocol NumberSource: ~Escapable {
    func u16(atOffset offset: UInt64) -> UInt16?
    func u32(atOffset offset: UInt64) -> UInt32?
}

extension RawSpan: NumberSource {
    public func u16(atOffset offset: UInt64) -> UInt16? { offset.asIndex.flatMap { u16(at: $0) } }
    public func u32(atOffset offset: UInt64) -> UInt32? { offset.asIndex.flatMap { u32(at: $0) } }
}
