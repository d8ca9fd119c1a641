# The targets SecureSockets::static, which needs no Swift, and SecureSockets::shared; each is there if it was installed, and if
# what it is linked with is there too. find_package(SecureSockets COMPONENTS static) asks for one.

# The real path: with /lib a link to /usr/lib, the prefix is /usr either way.
get_filename_component(_securesockets_prefix "${CMAKE_CURRENT_LIST_DIR}" REALPATH)
get_filename_component(_securesockets_prefix "${_securesockets_prefix}/../../.." ABSOLUTE)
set(_securesockets_library "${_securesockets_prefix}/lib/libsecuresockets")
set(_securesockets_missing_static "${_securesockets_library}.a is not there")
set(_securesockets_missing_shared "${_securesockets_library}.so.0 is not there")

if(EXISTS "${_securesockets_library}.a" AND NOT TARGET SecureSockets::static)
    find_package(GnuTLS 3.7 QUIET)
    find_package(Threads QUIET)
    find_library(SECURESOCKETS_NETTLE nettle)
    mark_as_advanced(SECURESOCKETS_NETTLE)
    if(GNUTLS_FOUND AND Threads_FOUND AND SECURESOCKETS_NETTLE)
        add_library(SecureSockets::static STATIC IMPORTED)
        set_target_properties(SecureSockets::static PROPERTIES
            IMPORTED_LOCATION "${_securesockets_library}.a"
            INTERFACE_INCLUDE_DIRECTORIES "${_securesockets_prefix}/include")
        set_property(TARGET SecureSockets::static PROPERTY
            INTERFACE_LINK_LIBRARIES ${GNUTLS_LIBRARIES} "${SECURESOCKETS_NETTLE}" m Threads::Threads)
    else()
        set(_securesockets_missing_static
            "it is linked with GnuTLS 3.7 or newer, nettle and threads, and their development files are not all there")
    endif()
endif()

if(EXISTS "${_securesockets_library}.so.0" AND NOT TARGET SecureSockets::shared)
    add_library(SecureSockets::shared SHARED IMPORTED)
    set_target_properties(SecureSockets::shared PROPERTIES
        IMPORTED_LOCATION "${_securesockets_library}.so.0"
        IMPORTED_SONAME libsecuresockets.so.0
        INTERFACE_INCLUDE_DIRECTORIES "${_securesockets_prefix}/include")
endif()

# Without components either will do.
set(_securesockets_wanted ${SecureSockets_FIND_COMPONENTS})
if(NOT _securesockets_wanted AND NOT TARGET SecureSockets::static AND NOT TARGET SecureSockets::shared)
    set(_securesockets_wanted static shared)
    set(SecureSockets_FIND_REQUIRED_static TRUE)
endif()
set(_securesockets_message "")
foreach(_component IN LISTS _securesockets_wanted)
    set(SecureSockets_${_component}_FOUND FALSE)
    if(TARGET SecureSockets::${_component})
        set(SecureSockets_${_component}_FOUND TRUE)
        continue()
    endif()
    if(SecureSockets_FIND_REQUIRED_${_component})
        set(SecureSockets_FOUND FALSE)
    endif()
    if(NOT DEFINED _securesockets_missing_${_component})
        set(_securesockets_missing_${_component} "the components are static and shared")
    endif()
    string(APPEND _securesockets_message "No SecureSockets::${_component}: ${_securesockets_missing_${_component}}. ")
endforeach()
if(_securesockets_message)
    set(SecureSockets_NOT_FOUND_MESSAGE "${_securesockets_message}")
endif()
