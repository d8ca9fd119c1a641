# The targets SecureSockets::static, which needs no Swift, and SecureSockets::shared; each is there if it was installed.
get_filename_component(_securesockets_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
set(_securesockets_library "${_securesockets_prefix}/lib/libsecuresockets")
include(CMakeFindDependencyMacro)

if(EXISTS "${_securesockets_library}.a" AND NOT TARGET SecureSockets::static)
    find_dependency(GnuTLS 3.7)
    find_dependency(Threads)
    find_library(SECURESOCKETS_NETTLE nettle REQUIRED)
    mark_as_advanced(SECURESOCKETS_NETTLE)
    add_library(SecureSockets::static STATIC IMPORTED)
    set_target_properties(SecureSockets::static PROPERTIES
        IMPORTED_LOCATION "${_securesockets_library}.a"
        INTERFACE_INCLUDE_DIRECTORIES "${_securesockets_prefix}/include")
    set_property(TARGET SecureSockets::static PROPERTY
        INTERFACE_LINK_LIBRARIES ${GNUTLS_LIBRARIES} "${SECURESOCKETS_NETTLE}" m Threads::Threads)
endif()

if(EXISTS "${_securesockets_library}.so.0" AND NOT TARGET SecureSockets::shared)
    add_library(SecureSockets::shared SHARED IMPORTED)
    set_target_properties(SecureSockets::shared PROPERTIES
        IMPORTED_LOCATION "${_securesockets_library}.so.0"
        IMPORTED_SONAME libsecuresockets.so.0
        INTERFACE_INCLUDE_DIRECTORIES "${_securesockets_prefix}/include")
endif()
