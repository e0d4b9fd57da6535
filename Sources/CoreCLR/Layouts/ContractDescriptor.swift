import FoundationEssentials
import ProcessMemory
import RawMemory

/// The runtime's description of its own structures (.NET 9 and later): a header that the runtime exports, JSON in "compact" form, and an
/// array of pointers that the JSON refers to. Header: magic 0, flags u32 8 (bit 1: 32-bit pointers), bytes of JSON u32 12, JSON 16, number of
/// pointers u32 24, pointers 32.
///
/// Full dumps hold it. Heap, mini and triage dumps do not, because its pages are unchanged pages of the module's file.
struct ContractDescriptor: Sendable {
    static let exportName = "DotNetRuntimeContractDescriptor"
    static let magicBytes = Array("DNCCDAC\0".utf8)
    /// The same eight bytes as a number.
    private static let magic: UInt64 = 0x0043_4144_4343_4E44
    /// 10.0 has 10.8 KB.
    private static let jsonLimit: UInt32 = 4 << 20
    private static let pointerLimit: UInt32 = 1 << 16

    /// Offsets of fields in bytes by type.
    private var types: [String: [String: UInt64]] = [:]

    /// Reads the descriptor at `header` with its sub-descriptors (11 and later). `nil` when it is damaged or not in the dump.
    init?(at header: Address, _ memory: AddressSpace) {
        self.init(at: header, memory, depth: 0)
    }

    private init?(at header: Address, _ memory: AddressSpace, depth: Int) {
        guard depth < 4, memory.u64(header) == Self.magic, let flags = memory.u32(header + 8), flags & 2 == 0,
            let count = memory.u32(header + 12), count <= Self.jsonLimit, let text = memory.pointer(header + 16),
            let pointerCount = memory.u32(header + 24), pointerCount <= Self.pointerLimit, let pointers = memory.pointer(header + 32),
            let bytes = memory.bytes(text, Int(count)),
            // The decoder (JSON5 of Swift 6.3) traps on bytes that are not UTF-8, so they are checked here.
            let json = String(validating: bytes, as: UTF8.self)
        else { return nil }
        let decoder = JSONDecoder()
        // Descriptors may contain comments, and commas before a closing bracket.
        decoder.allowsJSON5 = true
        guard let document = try? decoder.decode(Document.self, from: Data(json.utf8)) else { return nil }
        for (name, fields) in document.types ?? [:] {
            types[name] = fields.compactMapValues(\.offset)
        }
        func pointer(_ value: CompactValue) -> Address? {
            value.index.flatMap { $0 < UInt64(pointerCount) ? memory.pointer(pointers + $0 * 8) : nil }
        }
        for (_, value) in (document.subDescriptors ?? [:]).sorted(by: { $0.key < $1.key }) {
            guard let variable = pointer(value), let other = memory.pointer(variable),
                let part = ContractDescriptor(at: other, memory, depth: depth + 1)
            else { continue }
            types.merge(part.types) { own, other in own.merging(other) { own, _ in own } }
        }
    }

    /// Every field that it describes.
    var offsets: FieldOffsets { FieldOffsets(types) }

    private struct Document: Decodable {
        var types: [String: [String: CompactValue]]?
        var subDescriptors: [String: CompactValue]?
    }

    /// A value is a number, a text, `[V]` or `[V, "type"]`. The i-th pointer is `[[i], …]`, or for a global also `[i]`.
    private enum CompactValue: Decodable {
        case number(UInt64)
        case text(String)
        case list([CompactValue])
        case other

        init(from decoder: any Decoder) throws {
            if let container = try? decoder.singleValueContainer() {
                if let number = try? container.decode(UInt64.self) {
                    self = .number(number)
                    return
                }
                if let text = try? container.decode(String.self) {
                    self = .text(text)
                    return
                }
            }
            if var container = try? decoder.unkeyedContainer() {
                var items: [CompactValue] = []
                while !container.isAtEnd, items.count < 8 { items.append(try container.decode(CompactValue.self)) }
                self = .list(items)
                return
            }
            self = .other
        }

        /// The value as a field's offset in bytes; `nil` when it is larger than any structure.
        var offset: UInt64? {
            switch self {
            case .number(let number): number < 1 << 20 ? number : nil
            case .list(let items): items.first?.offset
            default: nil
            }
        }

        /// The value as a global: the index of its pointer.
        var index: UInt64? {
            guard case .list(let items) = self, let first = items.first else { return nil }
            switch first {
            case .list(let inner): if case .number(let number)? = inner.first { return number }
            case .number(let number): if items.count == 1 { return number }
            default: break
            }
            return nil
        }
    }
}

extension RuntimeLayout {
    /// The layout by `descriptor`, completed from `known`. `nil` when the descriptor lacks a field that every one since 9 has.
    ///
    /// 9.0 describes threads, modules and method tables; 10 adds the list of assemblies; 11 the stack's bounds and simple names.
    init?(_ descriptor: ContractDescriptor, known: RuntimeLayout) {
        let described = descriptor.offsets
        guard let link = described["Thread", "LinkNext"], described["Thread", "OSId"] != nil, described["Thread", "Id"] != nil,
            described["MethodTable", "Module"] == RuntimeGlobals.moduleOfObject
        else { return nil }
        self = known
        name = "contract descriptor, rest of \(known.name)"
        verifiedPatches = []
        // In 9 the context is in the thread's locals, in 10 inside an EEAllocContext. Only the descriptor says which.
        if described["RuntimeThreadLocals", "AllocContext"] != nil { offsets.forget("EEAllocContext") }
        // Offsets that are the same in all runtimes since 9 replace calibrated ones.
        offsets = offsets.merging(.from9).merging(described)
        // The bounds of a thread's stack follow its link at the same distance in every runtime that has a descriptor.
        offsets["Thread", "CachedStackBase"] = described["Thread", "CachedStackBase"] ?? link + 8
        offsets["Thread", "CachedStackLimit"] = described["Thread", "CachedStackLimit"] ?? link + 16
        if let root = described["AppDomain", "RootAssembly"], let module = described["Assembly", "Module"] {
            entry = EntryAssemblyPlace(root: root, module: module)
        }
        // 11 has another name for the list.
        if let assemblies = described["AppDomain", "DomainAssemblyList"] ?? described["AppDomain", "AssemblyList"] {
            offsets["AppDomain", "DomainAssemblyList"] = assemblies
        }
    }
}
