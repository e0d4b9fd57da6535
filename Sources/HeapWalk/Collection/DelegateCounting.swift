import CoreCLR
import ProcessMemory
import RawMemory

/// A worker's counts of delegates: by delegate type, code and type of the target; and how often the fields of each publisher refer to them.
struct DelegateCounting: Sendable {
    private let roles: ObjectRoles
    private let places: DelegatePlaces
    private let held: HeldDelegates
    private let memory: AddressSpace
    private var cursor: MemoryCursor
    private var heldPart = HeldDelegates.Part()
    /// The part of the heap that the walk is in.
    private var walkedPart = HeldDelegates.Part()

    /// Delegates that call one method each: delegate type, code, auxiliary code, type of the target. The count is of all objects of the
    /// heap.
    private(set) var uses = CountTable()
    /// By the place of a use: how many of them a publisher holds.
    private(set) var heldCounts: [UInt64] = []
    /// By the place of a use: its number in `DelegateUses`.
    private var numbers: [UInt16] = []
    /// By number: the place of the use and 1.
    private var placesByNumber: [Int] = []
    /// Publisher, place of the use. The count is of references.
    private(set) var references = CountTable()
    /// Publisher, address of a delegate with a long list. The count is of fields that refer to it.
    private(set) var longLists = CountTable()
    private(set) var faults = DelegateFaults()

    /// The last uses, by a hash of what decides them.
    private var recent: [Recent] = Array(repeating: Recent(), count: 256)
    /// The last method tables that were asked for, and whether they are delegates.
    private var recentTables: [(table: UInt64, isDelegate: Bool)] = Array(repeating: (1, false), count: 64)
    private var arrayTable: UInt64 = 1

    /// In the place of a target's method table when the dump does not hold the target.
    static let unreadableTarget: UInt64 = 1
    /// Lists with at most so many delegates are read when they are met. Longer ones are read once, however many fields refer to them.
    private static let shortList: UInt64 = 16

    private struct Recent: BitwiseCopyable {
        // No delegate has this method table.
        var table: UInt64 = 1
        var method: UInt64 = 0
        var auxiliary: UInt64 = 0
        var target: UInt64 = 0
        var place = 0
    }

    init(_ memory: AddressSpace, _ roles: ObjectRoles, _ held: HeldDelegates) {
        self.roles = roles
        self.held = held
        self.memory = memory
        cursor = MemoryCursor(memory)
        let fields = roles.delegateFields
        func index(_ offset: UInt64) -> Int { Int(min(offset, DelegateFields.size)) }
        places = DelegatePlaces(
            target: index(fields.target), method: index(fields.method), auxiliary: index(fields.auxiliary), list: index(fields.list),
            count: index(fields.count), size: DelegateFields.size)
    }

    // MARK: Objects of the heap

    /// Counts a delegate that the walk has met. One that calls several methods is not counted: its list has a delegate for each.
    @inline(__always)
    mutating func count(_ object: borrowing ScannedObject) {
        let address = object.address.value
        if var words = DelegateWords(object.contents, places) {
            if words.list == 0 || !hasList(words) {
                let place = use(&words, address)
                uses.add(1, at: place)
                if object.size >= DelegateFields.size { keep(numbers[place], address) }
            }
        } else {
            countSlowly(address)
        }
    }

    @inline(never)
    private mutating func countSlowly(_ address: UInt64) {
        guard var words = cursor.delegate(address, places) else {
            faults.unreadable = faults.unreadable.saturatingAdd(1)
            return
        }
        if !hasList(words) { uses.add(1, at: use(&words, address)) }
    }

    /// Other delegates with something in the field of the list are those to code of the operating system and to methods of collectible
    /// types.
    private mutating func hasList(_ words: DelegateWords) -> Bool {
        guard words.list != 0, words.count != 0, words.list & 7 == 0, let table = cursor.u64(words.list).map({ $0 & ~7 }) else {
            return false
        }
        if table == arrayTable { return true }
        guard roles.isArray(Address(table)) else { return false }
        arrayTable = table
        return true
    }

    /// The place in `uses`.
    @inline(__always)
    private mutating func use(_ words: inout DelegateWords, _ address: UInt64) -> Int {
        // A delegate to a static method has itself for a target.
        if words.target == address { words.target = 0 }
        let hash = (words.method &* 0x9E37_79B9_7F4A_7C15 ^ words.target) &* 0x9E37_79B9_7F4A_7C15
        let slot = Int(truncatingIfNeeded: hash &>> 56)
        let last = recent[slot]
        if last.table == words.table, last.method == words.method, last.target == words.target, last.auxiliary == words.auxiliary {
            return last.place
        }
        return newUse(words, slot)
    }

    @inline(never)
    private mutating func newUse(_ words: DelegateWords, _ slot: Int) -> Int {
        let targetTable = words.target == 0 ? 0 : cursor.u64(words.target).map { $0 & ~7 } ?? Self.unreadableTarget
        let place = uses.place(
            of: CountTable.Key(first: words.table, second: words.method, third: words.auxiliary, fourth: targetTable))
        if place == heldCounts.count { add(uses.keys[place]) }
        recent[slot] = Recent(
            table: words.table, method: words.method, auxiliary: words.auxiliary, target: words.target, place: place)
        return place
    }

    /// Adds the last key of `uses` to the lists beside it.
    private mutating func add(_ key: CountTable.Key) {
        let number = held.uses.number(of: key)
        heldCounts.append(0)
        numbers.append(number)
        while placesByNumber.count <= Int(number) { placesByNumber.append(0) }
        placesByNumber[Int(number)] = number == 0 ? 0 : numbers.count
    }

    /// Remembers the use of a delegate for the lists that have it.
    @inline(__always)
    private mutating func keep(_ number: UInt16, _ address: UInt64) {
        if address < walkedPart.start || address >= walkedPart.end { walkedPart = held.part(of: address) ?? HeldDelegates.Part() }
        if address < walkedPart.end { held.uses.set(number, at: HeldDelegates.word(address, in: walkedPart)) }
    }

    /// The place of the use of a delegate that the walk has counted; `nil` for every other address.
    @inline(__always)
    private mutating func knownUse(_ address: UInt64) -> Int? {
        guard address & 7 == 0 else { return nil }
        if address < heldPart.start || address >= heldPart.end {
            guard let part = held.part(of: address) else { return nil }
            heldPart = part
        }
        let number = held.uses.number(at: HeldDelegates.word(address, in: heldPart))
        if number == 0 { return nil }
        if Int(number) < placesByNumber.count, placesByNumber[Int(number)] > 0 { return placesByNumber[Int(number)] - 1 }
        return use(number)
    }

    /// A use that another worker has met.
    @inline(never)
    private mutating func use(_ number: UInt16) -> Int? {
        guard let key = held.uses.key(number) else { return nil }
        let place = uses.place(of: key)
        if place == heldCounts.count { add(key) }
        return place
    }

    // MARK: Fields of publishers

    /// Counts a field of a publisher that the dump does not hold.
    mutating func countUnreadable() { faults.unreadable = faults.unreadable.saturatingAdd(1) }

    /// Counts what a publisher's field refers to. Null and objects that are no delegates count as nothing.
    mutating func count(_ publisher: Int, _ address: UInt64) {
        guard address != 0, let words = delegate(address) else { return }
        if hasList(words) {
            guard let length = length(words) else { return }
            if length <= Self.shortList {
                countList(publisher, words.list, 0..<length, times: 1)
            } else {
                longLists.add(CountTable.Key(first: UInt64(publisher), second: address), 1)
            }
        } else {
            var words = words
            let place = use(&words, address)
            hold(address, place)
            references.add(CountTable.Key(first: UInt64(publisher), second: UInt64(place)), 1)
        }
    }

    /// The place in `uses` of the delegate at an address and 1, for a callback that something else than a publisher names; 0 when no
    /// delegate is there.
    mutating func number(ofUseBy address: UInt64) -> UInt64 {
        guard address != 0, var words = delegate(address) else { return 0 }
        return UInt64(use(&words, address)) + 1
    }

    /// The list of a delegate by its array and length; `nil` when there is none.
    mutating func list(_ address: UInt64) -> (array: UInt64, length: UInt64)? {
        guard let words = delegate(address), hasList(words), let length = length(words) else { return nil }
        return (words.list, length)
    }

    /// The number of delegates in a list: never more than the array has elements.
    private mutating func length(_ words: DelegateWords) -> UInt64? {
        guard let elements = cursor.u32(words.list &+ 8) else {
            faults.unreadable = faults.unreadable.saturatingAdd(1)
            return nil
        }
        if words.count > UInt64(elements) { faults.listsCut = faults.listsCut.saturatingAdd(1) }
        return min(words.count, UInt64(elements))
    }

    /// The place of the use of a delegate without a list; `nil` for everything else.
    private mutating func readUse(_ address: UInt64) -> Int? {
        guard var words = delegate(address), !hasList(words) else { return nil }
        return use(&words, address)
    }

    private mutating func delegate(_ address: UInt64) -> DelegateWords? {
        guard address & 7 == 0, let words = cursor.delegate(address, places) else { return nil }
        return isDelegate(words.table) ? words : nil
    }

    @inline(__always)
    private mutating func isDelegate(_ table: UInt64) -> Bool {
        let slot = Int(truncatingIfNeeded: (table &* 0x9E37_79B9_7F4A_7C15) &>> 58)
        let last = recentTables[slot]
        if last.table == table { return last.isDelegate }
        let found = roles.isDelegate(Address(table))
        recentTables[slot] = (table, found)
        return found
    }

    @inline(__always)
    private mutating func hold(_ address: UInt64, _ place: Int) {
        if address < heldPart.start || address >= heldPart.end {
            guard let part = held.part(of: address) else {
                faults.outside = faults.outside.saturatingAdd(1)
                return
            }
            heldPart = part
        }
        if held.mark(address, in: heldPart) { heldCounts[place] &+= 1 }
    }

    /// Counts a part of a list. `times`: the number of fields that refer to it. The delegates of a list have no lists of their own; a list
    /// that leads to a list is damaged, and is not followed.
    mutating func countList(_ publisher: Int, _ array: UInt64, _ part: Range<UInt64>, times: UInt64) {
        var (last, run) = (-1, 0 as UInt64)
        func flush(_ references: inout CountTable) {
            guard run > 0 else { return }
            let count = run.checkedMultiply(times) ?? .max
            references.add(CountTable.Key(first: UInt64(publisher), second: UInt64(last)), count)
        }
        var list = MemoryCursor(memory)
        for index in part {
            guard let address = list.u64(array &+ 16 &+ index &* 8), let place = knownUse(address) ?? readUse(address) else {
                faults.unreadable = faults.unreadable.saturatingAdd(1)
                continue
            }
            hold(address, place)
            if place != last {
                flush(&references)
                (last, run) = (place, 0)
            }
            run &+= 1
        }
        flush(&references)
    }
}

/// What could not be read as a delegate.
struct DelegateFaults: Sendable {
    /// Delegates and lists that the dump does not hold, and elements of lists that are no delegates to one method.
    var unreadable: UInt64 = 0
    /// Lists that should have more elements than they have.
    var listsCut: UInt64 = 0
    /// Delegates in fields that lie outside of the heap.
    var outside: UInt64 = 0

    mutating func add(_ other: DelegateFaults) {
        unreadable = unreadable.saturatingAdd(other.unreadable)
        listsCut = listsCut.saturatingAdd(other.listsCut)
        outside = outside.saturatingAdd(other.outside)
    }
}
