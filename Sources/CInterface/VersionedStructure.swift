internal import CSecureSockets

/// A struct of the header that begins with its size, and that later versions may add members to.
///
/// One that has got members names the offset of the first of them as its `firstSize`, and stays readable for programs that
/// were compiled with an older header: what they do not have is zero, every member's default.
package protocol VersionedStructure {
    /// How many bytes its first version had; default: as many as it has now.
    static var firstSize: Int { get }
}

extension VersionedStructure {
    package static var firstSize: Int { MemoryLayout<Self>.size }
}

extension secsock_certificate: @unsafe VersionedStructure {}
extension secsock_configuration: @unsafe VersionedStructure {}
extension secsock_connection_id_counters: VersionedStructure {}
extension secsock_listener_counters: VersionedStructure {}
extension secsock_listener_settings: @unsafe VersionedStructure {}
extension secsock_negotiated: VersionedStructure {}
extension secsock_options: @unsafe VersionedStructure {}
extension secsock_psk: @unsafe VersionedStructure {}
extension secsock_resumption: VersionedStructure {}
extension secsock_storage: @unsafe VersionedStructure {}
extension secsock_transport: @unsafe VersionedStructure {}
