import SnapshotModel

/// Names of modules' types, and what is known of their metadata.
extension SQLiteTables {
    func moduleBuilds() throws(StoreError) -> [ModuleBuild] {
        var builds: [ModuleBuild] = []
        try database.query(
            "SELECT DISTINCT file, time_stamp, image_size FROM stored_module_names ORDER BY file, time_stamp, image_size"
        ) { row in
            builds.append(
                ModuleBuild(file: row.text(0), timeStamp: UInt32(clamping: row.integer(1)), imageSize: UInt32(clamping: row.integer(2))))
            return true
        }
        return builds
    }

    func moduleNames(_ build: ModuleBuild) throws(StoreError) -> [(names: NameBlockRecord, blob: [UInt8])] {
        var blocks: [(names: NameBlockRecord, blob: [UInt8])] = []
        try database.query(
            "SELECT first, count, data FROM stored_module_names WHERE file = ? AND time_stamp = ? AND image_size = ? ORDER BY first",
            .text(build.file), .integer(Int64(build.timeStamp)), .integer(Int64(build.imageSize))
        ) { row in
            blocks.append((NameBlockRecord(first: row.integer(0), count: row.integer(1)), row.blob(2)))
            return true
        }
        return blocks
    }

    func insert(_ names: NameBlockRecord, of build: ModuleBuild, _ blob: [UInt8]) throws(StoreError) {
        try database.run(
            "INSERT INTO stored_module_names (file, time_stamp, image_size, first, count, data) VALUES (?, ?, ?, ?, ?, ?)",
            .text(build.file), .integer(Int64(build.timeStamp)), .integer(Int64(build.imageSize)), .integer(names.first),
            .integer(names.count), .blob(blob))
    }

    func moduleSchemas() throws(StoreError) -> [(build: ModuleBuild, text: String)] {
        var schemas: [(build: ModuleBuild, text: String)] = []
        try database.query(
            "SELECT file, time_stamp, image_size, schema FROM stored_module_schema ORDER BY file, time_stamp, image_size"
        ) { row in
            let build = ModuleBuild(
                file: row.text(0), timeStamp: UInt32(clamping: row.integer(1)), imageSize: UInt32(clamping: row.integer(2)))
            schemas.append((build, row.text(3)))
            return true
        }
        return schemas
    }

    func insert(schema text: String, of build: ModuleBuild) throws(StoreError) {
        try database.run(
            "INSERT INTO stored_module_schema (file, time_stamp, image_size, schema) VALUES (?, ?, ?, ?)", .text(build.file),
            .integer(Int64(build.timeStamp)), .integer(Int64(build.imageSize)), .text(text))
    }

    func removeModuleNames(_ build: ModuleBuild) throws(StoreError) {
        for table in ["stored_module_names", "stored_module_schema"] {
            try database.run(
                "DELETE FROM \(table) WHERE file = ? AND time_stamp = ? AND image_size = ?", .text(build.file),
                .integer(Int64(build.timeStamp)), .integer(Int64(build.imageSize)))
        }
    }
}
