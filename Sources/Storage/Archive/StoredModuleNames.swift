package import SnapshotModel

/// Names of the types that a module's build defines, by row of its TypeDef table: what a dump without metadata lacks. Learnt from files,
/// kept for later dumps of the same build.
extension SnapshotStore {
    /// nil: nothing is known of that build. Throws `damaged`.
    package func moduleNames(_ build: ModuleBuild) throws(StoreError) -> [String]? {
        var names: [String] = []
        var isKnown = false
        try database.query(
            """
            SELECT first, count, data FROM stored_module_names WHERE file = ? AND time_stamp = ? AND image_size = ? ORDER BY first
            """, .text(build.file), .integer(Int64(build.timeStamp)), .integer(Int64(build.imageSize))
        ) { (row) throws(StoreError) in
            isKnown = true
            let block: [String]
            do throws(CodecError) { block = try NameBlock.decode(row.blob(2)) } catch {
                throw .damaged(path: path, "names of the types of \(build.file): \(error.words)")
            }
            guard row.integer(0) == Int64(names.count), row.integer(1) == Int64(block.count) else {
                throw .damaged(path: path, "names of the types of \(build.file) do not follow each other")
            }
            names += block
            return true
        }
        return isKnown ? names : nil
    }

    /// Keeps what was learnt; a build that is known stays as it is.
    package func keep(_ learnt: [ModuleBuild: [String]]) throws(StoreError) {
        try database.transaction { () throws(StoreError) in
            for (build, names) in learnt.sorted(by: { bytewise($0.key.file, $1.key.file) }) where try moduleNames(build) == nil {
                var rest = names[...]
                while !rest.isEmpty {
                    let block = rest.prefix(NameBlock.fitting(rest))
                    let data: [UInt8]
                    do throws(CodecError) { data = try NameBlock.encode(block) } catch {
                        throw .cannotOpen(path: path, "names cannot be stored: \(error.words)")
                    }
                    try database.run(
                        """
                        INSERT INTO stored_module_names (file, time_stamp, image_size, first, count, data) VALUES (?, ?, ?, ?, ?, ?)
                        """, .text(build.file), .integer(Int64(build.timeStamp)), .integer(Int64(build.imageSize)),
                        .integer(Int64(rest.startIndex)), .integer(Int64(block.count)), .blob(data))
                    rest = rest.dropFirst(block.count)
                }
            }
        }
    }

    /// Every build whose types' names are kept, by name.
    func moduleBuilds() throws(StoreError) -> [ModuleBuild] {
        var builds: [ModuleBuild] = []
        try database.query(
            "SELECT DISTINCT file, time_stamp, image_size FROM stored_module_names ORDER BY file, time_stamp, image_size"
        ) { row in
            builds.append(
                ModuleBuild(
                    file: row.text(0), timeStamp: UInt32(clamping: row.integer(1)), imageSize: UInt32(clamping: row.integer(2))))
            return true
        }
        return builds
    }
}
