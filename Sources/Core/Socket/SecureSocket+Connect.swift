extension SecureSocket {
    /// How long `connect` and `handshake` take on a stream where the caller gives no limit.
    public static var defaultStreamLimit: Duration { .seconds(60) }

    /// Binds the socket to a local address before `connect`.
    ///
    /// A host of nil is any IPv4 address, or any IPv6 address where `options.family` says so; port 0 is any free port.
    /// `connect` then tries addresses of that family only. EADDRINUSE where the port is taken; EISCONN or EBADF where the
    /// socket is not closed; and what `options` can fail with.
    public func bind(host: String? = nil, port: UInt16 = 0) throws(TLSError) {
        let wake = try begin(.exclusive, wakingBefore: [.closed])
        defer { end(.exclusive) }
        let options = options
        let anyAddress = options.family == .ipv6 ? SocketAddress.anyIPv6(port: port) : .init(ipv4: 0, port: port)
        let local = try AddressResolver.local(host, port: port, options.family, wake: wake) ?? anyAddress
        let socket = try Descriptor.socket(local.isIPv6, backend.settings.kind, options)
        try socket.bind(local)
        lock.withLock {
            boundSocket = socket
            boundAddress = local
            condition = .bound
        }
    }

    /// Resolves the host, connects and shakes hands, all within one limit.
    ///
    /// `limit` nil: on datagrams as long as the handshake time-outs say, on a stream 60 seconds. The addresses of the host are tried
    /// in turn until one is not refused: `preferredEndpoint` first, then those of the preferred family. On failure the
    /// socket is closed, or bound as it was, and can be used again. EISCONN where it is connected already; EADDRNOTAVAIL
    /// where the host has no address of the family wanted; and what `options` can fail with.
    public func connect(to host: String, port: UInt16, within limit: Duration? = nil) throws(TLSError) {
        let wake = try begin(.exclusive, wakingBefore: [.closed, .bound])
        defer { end(.exclusive) }
        let deadline = deadline(within: limit)
        let (options, source) = lock.withLock { (socketOptions, self.source) }
        try options.validate()
        let found = try AddressResolver.resolve(host, port: port, before: deadline, wake: wake, by: source)
        let order = lock.withLock { AddressOrder(options, preferring: preferred, boundTo: boundAddress) }
        var refusal: TLSError?
        for address in order.sorted(found) {
            do throws(TLSError) {
                try connect(to: address, host: host, options, before: deadline, wake: wake)
                return
            } catch {
                lock.withLock { renewBoundSocket() }
                guard error.isRefusalOfAddress else { throw error }
                refusal = error
            }
        }
        throw refusal ?? AddressResolver.noAddress(of: order.family, host)
    }

    /// Shakes hands over a transport of the caller's, as client or server.
    ///
    /// `host` is the name for SNI and verification where the configuration has none. On success the transport is the
    /// socket's, which closes it; on failure it stays the caller's, in whatever state the handshake left it. `limit`
    /// nil: as in `connect`. EINVAL where transport and configuration are not of the same kind, or where a client has
    /// no name to verify. A server asks for no cookie.
    public func upgrade<Wrapped: Transport>(
        _ transport: Wrapped,
        as role: Role,
        host: String? = nil,
        within limit: Duration? = nil
    ) throws(TLSError) {
        let wake = try begin(.exclusive, wakingBefore: [.closed])
        defer { end(.exclusive) }
        guard transport.kind == backend.settings.kind else {
            throw .configuration("the transport and the configuration are not of the same kind, datagram or stream")
        }
        let operations = TransportOperations(transport)
        let isRestored = try start(operations, role: role, host: host, wake: wake)
        do throws(TLSError) {
            if !isRestored { try runHandshake(before: deadline(within: limit)) }
            lock.withLock { condition = role == .client ? .connected : .accepted }
        } catch {
            lock.withLock { forgetAssociation() }
            throw error
        }
    }

    /// Shakes hands with a client that a listener accepted.
    ///
    /// `limit` nil: on datagrams as long as the handshake time-outs say, on a stream 60 seconds. On failure the socket
    /// is closed. ENOTCONN where no client was accepted, EISCONN where the handshake is done.
    public func handshake(within limit: Duration? = nil) throws(TLSError) {
        try begin(.exclusive)
        defer { end(.exclusive) }
        let (state, isDone) = lock.withLock { (condition, association?.isEstablished == true) }
        guard state == .accepted else { throw Self.notConnected }
        guard !isDone else { throw .system(.alreadyConnected, .wrongState, detail: "the handshake is done already") }
        do throws(TLSError) {
            let longest = lock.withLock { seat?.handshakeDeadline }
            try runHandshake(before: deadline(within: limit).earlier(longest))
        } catch {
            lock.withLock { release() }
            throw error
        }
    }

    private func connect(
        to address: SocketAddress,
        host: String,
        _ options: SocketOptions,
        before deadline: Deadline,
        wake: WakeSignal
    ) throws(TLSError) {
        let kind = backend.settings.kind
        let bound = lock.withLock { boundSocket }
        let transport = try DescriptorTransport.connect(bound, kind, options, to: address, before: deadline, wake: wake)
        let isRestored = try start(TransportOperations(transport), role: .client, host: host, wake: wake)
        lock.withLock {
            peerAddress = address
            localAddressOf = { transport.localAddress }
        }
        do throws(TLSError) {
            if !isRestored { try runHandshake(before: deadline) }
            lock.withLock {
                condition = .connected
                preferred = address
            }
        } catch {
            lock.withLock { forgetAssociation() }
            throw error
        }
    }

    /// With `lock` held.
    ///
    /// A TCP socket that failed to connect cannot be connected again: another one gets its local address.
    private func renewBoundSocket() {
        guard backend.settings.kind == .stream else { return }
        guard let failed = boundSocket, let address = boundAddress else { return }
        let local = address.with(port: failed.localAddress?.port ?? address.port)
        boundSocket = nil
        condition = .closed
        guard let socket = try? Descriptor.socket(local.isIPv6, .stream, socketOptions) else { return }
        guard (try? socket.bind(local)) != nil else { return }
        boundSocket = socket
        condition = .bound
    }

    /// Begins an association; true where it goes on with one that was kept, and no handshake is to be done.
    private func start(
        _ operations: TransportOperations,
        role: Role,
        host: String?,
        wake: WakeSignal
    ) throws(TLSError) -> Bool {
        try requireName(role, host)
        lock.lock()
        defer { lock.unlock() }
        if role == .client, !backend.settings.usesPreSharedKey, let records {
            try backend.configuration.verification.validate(records)
        }
        guard !isCanceled else { throw .system(.canceled, .canceled) }
        transport = TransportReference(operations)
        do throws(TLSError) {
            let mtu = outerMaximumTransmissionUnit
            keeper = nil
            if role == .client { beginResumption(host) }
            bindAssociations(role, host)
            association = role == .client ? takeKeptAssociation(maximumTransmissionUnit: mtu) : nil
            guard association == nil else { return true }
            let engine = try backend.makeEngine(role, host: host, maximumTransmissionUnit: mtu)
            if let records { engine.tlsaRecords = records }
            if role == .client, let onlySuite { try engine.restrictOffer(to: onlySuite) }
            var settings = backend.settings
            if let waits { settings.timeouts = waits }
            let made = Association(engine, role: role, settings: settings)
            keeper?.offer(to: made.engine)
            association = made
            return false
        } catch {
            transport = nil
            throw error
        }
    }

    /// A certificate that is checked for no name proves nothing: that must be said.
    private func requireName(_ role: Role, _ host: String?) throws(TLSError) {
        guard role == .client, !backend.settings.usesPreSharedKey else { return }
        let configuration = backend.configuration
        let verification = configuration.verification
        guard verification.isEnabled, verification.checksName else { return }
        guard host == nil, configuration.serverName == nil else { return }
        throw .configuration("no name to verify: give a host, set serverName, or switch verification.checksName off")
    }

    private func deadline(within limit: Duration?) -> Deadline {
        if let limit { return .after(limit) }
        return backend.settings.kind == .datagram ? .never : .after(Self.defaultStreamLimit)
    }

    private func begin(
        _ use: SocketUsers.Use,
        wakingBefore states: [SocketState]
    ) throws(TLSError) -> WakeSignal {
        try begin(use)
        do throws(TLSError) {
            lock.lock()
            defer { lock.unlock() }
            guard states.contains(condition) else {
                if condition == .connected || condition == .accepted {
                    throw .system(.alreadyConnected, .wrongState, detail: "the socket is connected already")
                }
                throw .system(
                    .badDescriptor,
                    .wrongState,
                    detail: "the socket is " + condition.name + ": close it first"
                )
            }
            guard !isCanceled else { throw .system(.canceled, .canceled) }
            if let wake { return wake }
            let made = try WakeSignal()
            wake = made
            return made
        } catch {
            end(use)
            throw error
        }
    }
}

extension TLSError {
    /// Another address of the same host may do better.
    fileprivate var isRefusalOfAddress: Bool {
        switch systemCode {
        case .connectionRefused, .hostUnreachable, .networkUnreachable, .addressNotAvailable: true
        default: false
        }
    }
}
