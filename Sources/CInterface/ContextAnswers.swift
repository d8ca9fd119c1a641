// The functions have the names that the header gives them, and are documented there.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation

internal import CSecureSockets
internal import SecureSocketCore

@c @implementation
public func secsock_context_findings(
    _ context: OpaquePointer?,
    _ role: UInt32,
    _ text: UnsafeMutablePointer<CChar>?,
    _ size: Int
) -> Int {
    let handle: ContextHandle? = unsafe Handle.object(context)
    guard let handle, let role = try? Role(role) else { return unsafe Output.write("", text, size) }
    let findings = JSONValue.array(
        handle.backend.findings(as: role).map { finding in
            .object([
                ("name", .string(finding.name)),
                ("severity", .string(finding.severity.name)),
                ("text", .string(finding.text)),
            ])
        }
    )
    return unsafe Output.write(findings.text, text, size)
}

@c @implementation
public func secsock_context_parameters(_ context: OpaquePointer?, _ text: UnsafeMutablePointer<CChar>?, _ size: Int)
    -> Int
{
    let handle: ContextHandle? = unsafe Handle.object(context)
    guard let handle else { return unsafe Output.write("", text, size) }
    return unsafe Output.write(JSONValue.parameters(of: handle.backend).text, text, size)
}

@c @implementation
public func secsock_context_cipher_suites(
    _ context: OpaquePointer?,
    _ suites: UnsafeMutablePointer<UInt16>?,
    _ capacity: Int
) -> Int {
    guard let handle: ContextHandle = unsafe Handle.object(context) else { return 0 }
    let offered = offeredSuites(of: handle.backend)
    guard let suites = unsafe suites, capacity > 0 else { return offered.count }
    for index in 0..<min(capacity, offered.count) { unsafe suites[index] = offered[index].rawValue }
    return offered.count
}

/// The suites that can be negotiated, of whichever library it is.
private func offeredSuites<Backend: TLSBackend>(of backend: Backend) -> [CipherSuite] {
    backend.suites.offered
}

extension JSONValue {
    /// What can be negotiated of each kind of parameter and what cannot, of whichever library it is.
    fileprivate static func parameters<Backend: TLSBackend>(of backend: Backend) -> JSONValue {
        let (suites, groups, schemes) = (backend.suites, backend.groups, backend.signatureSchemes)
        let offeredSuites = suites.offered.map { parameter($0.rawValue, $0.description) }
        let refusedSuites = suites.refused.map { parameter($0.suite.rawValue, $0.suite.description, $0.why) }
        let offeredGroups = groups.offered.map { parameter($0.rawValue, $0.description) }
        let refusedGroups = groups.refused.map { parameter($0.value.rawValue, $0.value.description, $0.why) }
        let offeredSchemes = schemes.offered.map { parameter($0.rawValue, $0.description) }
        let refusedSchemes = schemes.refused.map { parameter($0.value.rawValue, $0.value.description, $0.why) }
        return .object([
            ("cipherSuites", selection(offeredSuites, refusedSuites)),
            ("groups", selection(offeredGroups, refusedGroups)),
            ("signatureSchemes", selection(offeredSchemes, refusedSchemes)),
        ])
    }

    /// What can be negotiated and what cannot.
    fileprivate static func selection(_ offered: [JSONValue], _ refused: [JSONValue]) -> JSONValue {
        .object([("offered", .array(offered)), ("refused", .array(refused))])
    }

    /// IANA's number with its name and, where it is refused, the reason.
    fileprivate static func parameter(_ number: UInt16, _ name: String, _ why: String? = nil) -> JSONValue {
        let parts: [(key: String, value: JSONValue)] = [("number", .integer(Int64(number))), ("name", .string(name))]
        return .object(why.map { parts + [("why", .string($0))] } ?? parts)
    }
}
