/// At most `most` of all elements, as far apart as they can be, the first and the last among them. `most` is at least 2.
package func evenlySpaced<Element>(_ all: [Element], _ most: Int) -> [Element] {
    guard all.count > most, most > 1 else { return all }
    return (0..<most).map { all[($0 * (all.count - 1) + (most - 1) / 2) / (most - 1)] }
}
