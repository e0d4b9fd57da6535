import CoreCLR
import RawMemory

/// The types of a heap as the tracing needs them: by method table, their number and where their objects hold references. The workers share
/// them.
@safe
final class GraphTypes: @unchecked Sendable {
    struct Entry {
        var table: UInt64
        /// Of the rows of types: types of one name have one number.
        var row: UInt32 = 0
        var base: UInt32 = 0
        var component: UInt32 = 0
        var form = Form.none
        /// An object may be the first one of a dependent handle.
        var isPrimary = false
        /// References to objects of the own type lead to the same holder: not for arrays, delegates and texts.
        var joins = false
        /// Places in `parts`.
        var firstPart: UInt32 = 0
        var partCount: UInt32 = 0
        /// For arrays.
        var start: UInt32 = 0
        var tail: UInt32 = 0
        /// Where the last reference of a class is.
        var last: UInt32 = 0
        /// The word of the loader's object and 1, for types that can be unloaded.
        var loader: UInt32 = 0

        @inline(__always)
        var partPlaces: Range<Int> { Int(firstPart)..<Int(firstPart &+ partCount) }
    }

    enum Form: UInt8 { case none, fields, elements, structures }

    let count: Int
    let entries: UnsafeMutablePointer<Entry>
    private(set) var parts: UnsafeMutablePointer<ReferenceMap.Part>
    /// The place of a type and 1, by a hash of its method table.
    private let slots: UnsafeMutablePointer<UInt32>
    private let shift: UInt64
    private let mask: Int
    /// Types whose references cannot be read.
    let unreadable: UInt64

    /// `rows`: by the place of a type in `tables`, the number of its row. `describe` says the rest of a type.
    init(_ tables: MethodTables, _ addresses: [Address], rows: [Int], _ describe: (Address, inout Entry) -> Void) {
        count = addresses.count
        unsafe entries = .allocate(capacity: max(count, 1))
        var bitsOfSlots = 8
        while 1 << bitsOfSlots < count * 2 { bitsOfSlots += 1 }
        (shift, mask) = (UInt64(64 - bitsOfSlots), 1 << bitsOfSlots - 1)
        unsafe slots = .allocate(capacity: 1 << bitsOfSlots)
        unsafe slots.initialize(repeating: 0, count: 1 << bitsOfSlots)
        var all: [ReferenceMap.Part] = []
        var unreadable: UInt64 = 0
        for (place, address) in addresses.enumerated() {
            var entry = Entry(table: address.value, row: UInt32(clamping: rows[place]))
            if let size = tables.size(address) { (entry.base, entry.component) = (size.base, UInt32(size.component)) }
            switch tables.references(of: address) {
            case .nothing: break
            case .fields(let parts):
                entry.form = .fields
                (entry.firstPart, entry.partCount) = (UInt32(all.count), UInt32(parts.count))
                entry.last = parts.last.map { $0.offset + (max($0.count, 1) - 1) * 8 } ?? 0
                all += parts
            case .elements(let start, let tail): (entry.form, entry.start, entry.tail) = (.elements, start, tail)
            case .structures(let start, let parts, _):
                (entry.form, entry.start) = (.structures, start)
                (entry.firstPart, entry.partCount) = (UInt32(all.count), UInt32(parts.count))
                all += parts
            case nil: unreadable += 1
            }
            describe(address, &entry)
            unsafe (entries + place).initialize(to: entry)
            var slot = Int(truncatingIfNeeded: (address.value &* 0x9E37_79B9_7F4A_7C15) &>> shift)
            while unsafe slots[slot] != 0 { slot = (slot + 1) & mask }
            unsafe slots[slot] = UInt32(place + 1)
        }
        self.unreadable = unreadable
        unsafe parts = .allocate(capacity: max(all.count, 1))
        for (place, part) in all.enumerated() { unsafe (parts + place).initialize(to: part) }
    }

    deinit {
        unsafe entries.deallocate()
        unsafe parts.deallocate()
        unsafe slots.deallocate()
    }

    func table(_ type: Int) -> Address { unsafe Address(entries[type].table) }

    @inline(__always)
    func entry(_ type: Int) -> Entry { unsafe entries[type] }

    @inline(__always)
    func part(_ place: Int) -> ReferenceMap.Part { unsafe parts[place] }

    /// The number of the type with this method table.
    @inline(__always)
    func number(_ table: UInt64) -> Int? {
        var slot = Int(truncatingIfNeeded: (table &* 0x9E37_79B9_7F4A_7C15) &>> shift)
        while true {
            let place = unsafe slots[slot]
            if place == 0 { return nil }
            if unsafe entries[Int(place) &- 1].table == table { return Int(place) &- 1 }
            slot = (slot &+ 1) & mask
        }
    }
}
