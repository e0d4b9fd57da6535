import ProcessMemory
import RawMemory

/// The text in the writable data of every library of the runtime: `@(#)Version 8.0.424.16909 @Commit: 2d7eea…`.
enum RuntimeVersionText {
    private static let marker = Array("@(#)Version ".utf8)
    private static let limit = 200

    /// The text after the marker at `address`; `nil` when there is none.
    static func text(at address: Address, _ memory: AddressSpace) -> String? {
        guard memory.bytes(address, marker.count) == marker else { return nil }
        return memory.cString(address + UInt64(marker.count), limit: limit)
    }

    /// The place and the text of the first in `ranges` that `isWanted` accepts.
    static func first(
        in ranges: [AddressRange], _ memory: AddressSpace, where isWanted: (String) -> Bool = { _ in true }
    ) -> (place: Address, text: String)? {
        for range in ranges {
            var found: String?
            let place = memory.firstAddress(of: marker, in: range) { at in
                found = text(at: at, memory).flatMap { isWanted($0) ? $0 : nil }
                return found != nil
            }
            if let place, let found { return (place, found) }
        }
        return nil
    }
}
