/// Builds ECMA-335 metadata with the tables that names need (Module, TypeDef, NestedClass, Assembly), and further tables of a test.
package struct MetadataBuilder {
    /// `#~`, or `#-` as the runtime writes it for dynamic modules.
    package var tableStream = "#~"
    package var moduleName: String
    /// Bits 0, 1 and 2 give indexes into #Strings, #GUID and #Blob 4 bytes. (Indexes into a #Strings of more than 64 KB always have them.)
    /// Bit 6 adds a word after the row counts.
    package var heapSizes: UInt8 = 0
    package var types: [TypeRow] = [TypeRow(name: "<Module>", namespace: "", enclosing: nil)]

    /// Rows of other tables than those above, by the number of the table.
    package var moreTables: [Int: [[Cell]]] = [:]
    /// The tables that are declared as sorted, one bit each.
    package var sorted: UInt64 = 1 << 0x29

    package init(moduleName: String) { self.moduleName = moduleName }

    package enum Cell {
        case u16(UInt16)
        case u32(UInt32)
        case string(String)
        case blob([UInt8])
    }

    package struct TypeRow {
        package var name: String
        package var namespace: String
        /// The row of the enclosing type, from 1 on.
        package var enclosing: UInt32?
        /// The rows of the Field and MethodDef tables at which its lists begin.
        package var firstField: UInt16 = 1
        package var firstMethod: UInt16 = 1
        /// The base type as a cell: its row, and in bits 0 and 1 its table (0 TypeDef, 1 TypeRef).
        package var base = 0

        package init(name: String, namespace: String, enclosing: UInt32?) {
            self.name = name
            self.namespace = namespace
            self.enclosing = enclosing
        }
    }

    /// The metadata, which begins with "BSJB".
    package func bytes() -> [UInt8] {
        var strings: [UInt8] = [0]
        var known: [[UInt8]: Int] = [[]: 0]
        func string(_ text: String) -> Int {
            let bytes = Array(text.utf8)
            if let place = known[bytes] { return place }
            known[bytes] = strings.count
            strings += bytes + [0]
            return strings.count - bytes.count - 1
        }
        var blobs: [UInt8] = [0]
        func blob(_ bytes: [UInt8]) -> Int {
            guard !bytes.isEmpty else { return 0 }
            let place = blobs.count
            let count = bytes.count
            blobs += count < 0x80 ? [UInt8(count)] : [UInt8(0x80 | count >> 8), UInt8(truncatingIfNeeded: count)]
            blobs += bytes
            return place
        }
        let tables = self.tables(string, blob)
        blobs.align(4)
        strings.align(4)
        let streams: [(name: String, bytes: [UInt8])] = [
            (tableStream, tables), ("#Strings", strings), ("#US", [0, 0, 0, 0]), ("#GUID", [UInt8](repeating: 0x5A, count: 16)),
            ("#Blob", blobs),
        ]
        var root: [UInt8] = Array("BSJB".utf8)
        root.append(u16: 1)
        root.append(u16: 1)
        root.append(u32: 0)
        root.append(u32: 12)
        root.put(Array("v4.0.30319".utf8), at: 16)
        root.extend(to: 28)
        root.append(u16: 0)
        root.append(u16: UInt16(streams.count))
        var place = root.count + streams.reduce(0) { $0 + 8 + ($1.name.utf8.count + 4) / 4 * 4 }
        for stream in streams {
            root.append(u32: UInt32(place))
            root.append(u32: UInt32(stream.bytes.count))
            root += .cString(stream.name)
            root.align(4)
            place += stream.bytes.count
        }
        return root + streams.flatMap(\.bytes)
    }

    private func tables(_ string: (String) -> Int, _ blob: ([UInt8]) -> Int) -> [UInt8] {
        var heapSizes = heapSizes
        if types.reduce(1000, { $0 + $1.name.utf8.count + $1.namespace.utf8.count + 2 }) > 0xFFFF { heapSizes |= 1 }
        let nested = types.indices.filter { types[$0].enclosing != nil }
        let wideTypes = types.count > 0xFFFF
        var bytes: [UInt8] = []
        func append(_ value: Int, wide: Bool) { if wide { bytes.append(u32: UInt32(value)) } else { bytes.append(u16: UInt16(value)) } }
        func append(string text: String) { append(string(text), wide: heapSizes & 1 != 0) }
        func append(guid index: Int) { append(index, wide: heapSizes & 2 != 0) }
        func append(blob index: Int) { append(index, wide: heapSizes & 4 != 0) }

        bytes.append(u32: 0)
        bytes += [2, 0, heapSizes, 1]
        var counts = moreTables.mapValues(\.count).filter { $0.value > 0 }
        counts.merge([0x00: 1, 0x02: types.count, 0x20: 1]) { $1 }
        if !nested.isEmpty { counts[0x29] = nested.count }
        bytes.append(u64: counts.keys.reduce(0) { $0 | 1 << UInt64($1) })
        bytes.append(u64: sorted)
        for (_, count) in counts.sorted(by: { $0.key < $1.key }) { bytes.append(u32: UInt32(count)) }
        func appendTables(_ numbers: Range<Int>) {
            for number in numbers {
                for cell in (moreTables[number] ?? []).joined() {
                    switch cell {
                    case .u16(let value): bytes.append(u16: value)
                    case .u32(let value): bytes.append(u32: value)
                    case .string(let text): append(string: text)
                    case .blob(let content): append(blob: blob(content))
                    }
                }
            }
        }
        if heapSizes & 0x40 != 0 { bytes.append(u32: 0xDEAD_BEEF) }

        // Module: generation, name, three GUIDs.
        bytes.append(u16: 0)
        append(string: moduleName)
        for guid in [1, 0, 0] { append(guid: guid) }
        appendTables(0x01..<0x02)
        // TypeDef: flags, name, namespace, what it extends, first field, first method.
        for type in types {
            // Public, or nested public.
            bytes.append(u32: type.enclosing == nil ? 0x10_0001 : 0x10_0002)
            append(string: type.name)
            append(string: type.namespace)
            append(type.base, wide: types.count >= 1 << 14)
            bytes.append(u16: type.firstField)
            bytes.append(u16: type.firstMethod)
        }
        appendTables(0x03..<0x20)
        // Assembly: hash algorithm, four version numbers, flags, public key, name, culture.
        bytes.append(u32: 0x8004)
        for number in [1, 0, 0, 0] as [UInt16] { bytes.append(u16: number) }
        bytes.append(u32: 0)
        append(blob: 0)
        append(string: moduleName.hasSuffix(".dll") ? String(moduleName.dropLast(4)) : moduleName)
        append(string: "")
        appendTables(0x21..<0x29)
        // NestedClass: the nested type, the one around it.
        for index in nested {
            append(index + 1, wide: wideTypes)
            append(Int(types[index].enclosing ?? 0), wide: wideTypes)
        }
        appendTables(0x2A..<0x2D)
        bytes.align(4)
        return bytes
    }
}
