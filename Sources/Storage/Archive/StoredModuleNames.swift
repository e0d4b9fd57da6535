package import SnapshotModel

/// Names of the types that a module's build defines, by row of its TypeDef table. A dump without metadata lacks them. They are learnt from
/// files and kept for later dumps of the same build.
extension SnapshotStore {
    /// `nil` when nothing is known of that build. Throws `damaged`.
    package func moduleNames(_ build: ModuleBuild) throws(StoreError) -> [String]? {
        var names: [String] = []
        let blocks = try tables.moduleNames(build)
        for (record, blob) in blocks {
            let block: [String]
            do throws(CodecError) { block = try NameBlock.decode(blob) } catch {
                throw .damaged(path: path, "names of the types of \(build.file): \(error.words)")
            }
            guard record.first == Int64(names.count), record.count == Int64(block.count) else {
                throw .damaged(path: path, "names of the types of \(build.file) do not follow each other")
            }
            names += block
        }
        return blocks.isEmpty ? nil : names
    }

    /// The builds of which names are known, by file, time stamp and size.
    package func moduleBuilds() throws(StoreError) -> [ModuleBuild] { try tables.moduleBuilds() }

    /// Keeps what was learnt. A build that is known stays as it is.
    package func keep(_ learnt: [ModuleBuild: [String]]) throws(StoreError) {
        try tables.transaction { () throws(StoreError) in
            for (build, names) in learnt.sorted(by: { bytewise($0.key.file, $1.key.file) }) where try moduleNames(build) == nil {
                var rest = names[...]
                while !rest.isEmpty {
                    let block = rest.prefix(NameBlock.fitting(rest))
                    let blob: [UInt8]
                    do throws(CodecError) { blob = try NameBlock.encode(block) } catch {
                        throw .cannotOpen(path: path, "names cannot be stored: \(error.words)")
                    }
                    try tables.insert(NameBlockRecord(first: Int64(rest.startIndex), count: Int64(block.count)), of: build, blob)
                    rest = rest.dropFirst(block.count)
                }
            }
        }
    }
}
