import RawMemory

/// The process's open handles by a minidump: how many of each type of object (`File`, `Event`, `Key`, `Thread`). The names of the objects are
/// private and not read.
public enum HandleList: Hashable, Sendable {
    /// By type; a handle whose type was not written counts as `unknown`.
    case counts([String: UInt64])
    /// The list is damaged or cut off.
    case unreadable
}

extension MinidumpStreams {
    /// HandleDataStream, which dumps asked for with MiniDumpWithHandleData have (dotnet-dump's and procdump's full ones do). A row has 32 bytes,
    /// 40 since Windows 7: handle u64 0, place of the type's name u32 8. `nil` when there is no such stream.
    func handles() -> HandleList? {
        guard has(.handles) else { return nil }
        guard let rows = describedRows(.handles, atLeast: 32) else { return .unreadable }
        // Rows of one type share its name, or have a copy each.
        var types: [UInt32: String] = [:]
        var counts: [String: UInt64] = [:]
        for row in rows {
            guard let place = file.bytes.u32(at: row + 8) else { return .unreadable }
            let type: String
            if let known = types[place] {
                type = known
            } else {
                let name = typeName(place)
                // Windows 11 has about 70 types. Many more than that are no types.
                type = name.flatMap { counts[$0] != nil || counts.count < Self.typeLimit ? $0 : nil } ?? Self.unknownType
                if types.count < Self.placesKept { types[place] = type }
            }
            counts[type, default: 0] += 1
        }
        return .counts(counts)
    }

    static let unknownType = "unknown"
    private static let typeLimit = 1000
    private static let placesKept = 100_000

    /// `nil` when none was written, or when it is no name of a type.
    private func typeName(_ place: UInt32) -> String? {
        guard place != 0, let count = file.bytes.u32(at: Int(place)), count > 0, count <= 256 else { return nil }
        return string(place)
    }
}
