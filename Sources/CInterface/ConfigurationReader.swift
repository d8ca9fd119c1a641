internal import CSecureSockets
internal import SecureSocketCore

/// Reads a configuration; what is out of range but readable is left to Core, which says why.
@safe struct ConfigurationReader {
    let fields: secsock_configuration

    @unsafe init(_ fields: secsock_configuration) {
        unsafe self.fields = fields
    }

    /// All of it.
    func configuration() throws(TLSError) -> TLSConfiguration {
        let kind = unsafe try TransportKind(fields.kind)
        let reader = unsafe CredentialsReader(fields)
        var configuration = TLSConfiguration(kind, credentials: try reader.credentials())
        configuration.certificatesByServerName = try reader.namedCertificates()
        configuration.versions = try versions(kind)
        configuration.verification = try verification()
        configuration.serverName = unsafe try Input.text(fields.server_name, "the server's name")
        try readParameters(&configuration)
        try readTimes(&configuration)
        readConnectionIDs(&configuration)
        configuration.resumption = try resumption()
        configuration.keyLog = keyLog()
        return configuration
    }

    /// The versions from one to another; ENOTSUP for those that the transport cannot have.
    private func versions(_ kind: TransportKind) throws(TLSError) -> [TLSVersion] {
        let all = kind.versions
        let oldest = unsafe TLSVersion(rawValue: fields.minimum_version)
        let newest = unsafe TLSVersion(rawValue: fields.maximum_version)
        let first = unsafe fields.minimum_version == 0 ? kind.defaultVersions.first : oldest
        let last = unsafe fields.maximum_version == 0 ? all.last : newest
        guard let first, let last, let start = all.firstIndex(of: first), let end = all.firstIndex(of: last),
            start <= end
        else {
            let words = "no version is from " + oldest.name + " to " + newest.name + " on this kind of transport"
            throw .system(.notSupported, .notSupported, detail: words)
        }
        return Array(all[start...end])
    }

    private func readParameters(_ configuration: inout TLSConfiguration) throws(TLSError) {
        let suites = unsafe try Input.list(fields.cipher_suites, fields.cipher_suite_count, "cipher suites")
        if !suites.isEmpty { configuration.cipherSuites = suites.map { CipherSuite(rawValue: $0) } }
        let groups = unsafe try Input.list(fields.groups, fields.group_count, "groups")
        configuration.groups = groups.map { NamedGroup(rawValue: $0) }
        let schemes = unsafe try Input.list(
            fields.signature_schemes,
            fields.signature_scheme_count,
            "signature schemes"
        )
        configuration.signatureSchemes = schemes.map { SignatureScheme(rawValue: $0) }
        configuration.applicationProtocols = try applicationProtocols()
        if unsafe fields.maximum_certificates != 0 {
            configuration.limits.certificates = unsafe Int(fields.maximum_certificates)
        }
        if unsafe fields.maximum_handshake_length != 0 {
            configuration.limits.handshakeLength = unsafe Int(fields.maximum_handshake_length)
        }
    }

    private func applicationProtocols() throws(TLSError) -> [String] {
        let count = unsafe fields.application_protocol_count
        var names: [String] = []
        let list = unsafe try Input.list(fields.application_protocols, count, "application protocols")
        for index in unsafe list.indices {
            guard let name = unsafe list[index] else { throw .isNull("an application protocol") }
            names.append(unsafe try Input.text(name, "an application protocol") ?? "")
        }
        return names
    }

    private func readTimes(_ configuration: inout TLSConfiguration) throws(TLSError) {
        configuration.handshakeTimeouts = unsafe try HandshakeTimeouts(
            milliseconds: fields.minimum_handshake_timeout,
            fields.maximum_handshake_timeout
        )
        if unsafe fields.maximum_transmission_unit != 0 {
            configuration.maximumTransmissionUnit = unsafe Int(fields.maximum_transmission_unit)
        }
    }

    private func readConnectionIDs(_ configuration: inout TLSConfiguration) {
        if unsafe fields.uses_connection_ids != 0 {
            configuration.connectionIDs = unsafe ConnectionIDOptions(length: Int(fields.connection_id_length))
            configuration.connectionIDs?.permitsMove = permitsMove()
        }
        configuration.answersUnreadableFinished = unsafe fields.answers_unreadable_finished != 0
    }

    private func resumption() throws(TLSError) -> ServerResumption {
        var resumption = ServerResumption()
        let key = unsafe try Input.secret(fields.ticket_key, fields.ticket_key_size, "the key of the tickets")
        if !key.isEmpty { resumption.ticketKey = try TicketKey(key) }
        resumption.cachedSessions = unsafe Int(fields.cached_sessions)
        if unsafe fields.session_lifetime != 0 {
            resumption.lifetime = unsafe .seconds(Int64(fields.session_lifetime))
        }
        return resumption
    }

    private func keyLog() -> (@Sendable (String) -> Void)? {
        guard let callback = unsafe fields.key_log else { return nil }
        let log = unsafe CallbackOf(callback, fields.key_log_context)
        return { line in
            unsafe line.lend { text in
                unsafe log.run { call, context in unsafe call(context, text) }
            }
        }
    }
}

extension ConfigurationReader {
    private func verification() throws(TLSError) -> PeerVerification {
        var verification = PeerVerification()
        verification.isEnabled = unsafe fields.disables_verification == 0
        verification.usesSystemTrustStore = unsafe fields.ignores_system_trust_store == 0
        verification.checksName = unsafe fields.skips_name_check == 0
        verification.allowsCommonName = unsafe fields.allows_common_name != 0
        verification.isOpportunistic = unsafe fields.is_opportunistic != 0
        let checksName = unsafe fields.checks_name_of_domain_issued_certificate != 0
        verification.checksNameOfDomainIssuedCertificate = checksName
        verification.trustAnchors = unsafe try SourceReader.certificates(fields.trust_anchors, "trust anchors")
        verification.revocationLists = unsafe try SourceReader.certificates(fields.revocation_lists, "revocation lists")
        verification.pinnedPublicKeys = unsafe try SourceReader.certificates(fields.pinned_public_keys, "public keys")
        verification.certificateTypes = try certificateTypes(hasPinnedKeys: !verification.pinnedPublicKeys.isEmpty)
        readStrictness(&verification)
        verification.tlsaRecords = unsafe try TLSARecord.list(fields.tlsa_records, fields.tlsa_record_count)
        verification.clientCertificate = try clientCertificate()
        verification.clock = clock()
        return verification
    }

    private func clientCertificate() throws(TLSError) -> ClientCertificatePolicy {
        switch unsafe Int(fields.client_certificate) {
        case Int(SECSOCK_CLIENT_CERTIFICATE_NONE): return .none
        case Int(SECSOCK_CLIENT_CERTIFICATE_REQUESTED): return .requested
        case Int(SECSOCK_CLIENT_CERTIFICATE_REQUIRED): return .required
        default: throw unsafe .configuration("client_certificate is \(fields.client_certificate): wanted 0, 1 or 2")
        }
    }

    private func clock() -> VerificationClock {
        guard unsafe fields.ignores_validity_periods == 0 else { return .disabled }
        guard let callback = unsafe fields.clock else { return .system }
        let clock = unsafe CallbackOf(callback, fields.clock_context)
        return .supplied { unsafe clock.run { call, context in unsafe call(context) } }
    }
}

extension TransportKind {
    /// EINVAL for a number that is none.
    init(_ number: UInt32) throws(TLSError) {
        switch number {
        case UInt32(SECSOCK_DATAGRAM): self = .datagram
        case UInt32(SECSOCK_STREAM): self = .stream
        default: throw .configuration("the kind is \(number): wanted SECSOCK_DATAGRAM or SECSOCK_STREAM")
        }
    }
}

extension HandshakeTimeouts {
    /// Both waits in milliseconds, where 0 is the default; EINVAL where they are out of range.
    init(milliseconds minimum: UInt32, _ maximum: UInt32) throws(TLSError) {
        let usual = HandshakeTimeouts.default
        try self.init(
            minimum: minimum == 0 ? usual.minimum : .milliseconds(Int64(minimum)),
            maximum: maximum == 0 ? usual.maximum : .milliseconds(Int64(maximum))
        )
    }
}

extension TLSARecord {
    /// Copies of records; EINVAL for NULL where there should be some.
    @unsafe static func list(
        _ pointer: UnsafePointer<secsock_tlsa_record>?,
        _ count: Int
    ) throws(TLSError) -> [TLSARecord] {
        var records: [TLSARecord] = []
        let list = unsafe try Input.list(pointer, count, "TLSA records")
        for index in unsafe list.indices {
            let record = unsafe list[index]
            let data = unsafe try Input.bytes(record.data, record.data_size, "the data of a TLSA record")
            let fields = unsafe (record.usage, record.selector, record.matching)
            records.append(TLSARecord(usage: fields.0, selector: fields.1, matching: fields.2, data: data))
        }
        return records
    }
}
