# Puts libsecuresockets under avs_net: the TLS backend of avs_commons, alone or inside Anjay, whose trees stay as they
# are.
#
#   cmake -DWITH_CUSTOM_TLS=ON -DSECURESOCKETS_DIR=PREFIX \
#         -DCMAKE_PROJECT_avs_commons_INCLUDE=PREFIX/share/securesockets/avs_commons/securesockets.cmake ...
#
# CMake itself includes this file, right after project(avs_commons). The layer becomes a part of the target
# avs_net_custom_tls once that exists, which is when avs_commons' own CMakeLists.txt is through.

if(CMAKE_VERSION VERSION_LESS 3.19)
    message(FATAL_ERROR "securesockets.cmake needs CMake 3.19 or newer, for cmake_language(DEFER)")
endif()

# Trees before 5.4.8 have the policies of CMake 3.6, by which no target of another directory can be linked with anything.
cmake_policy(SET CMP0079 NEW)

# Where this file was installed, its library is too.
get_filename_component(_securesockets_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
set(SECURESOCKETS_DIR "${_securesockets_prefix}" CACHE PATH "Where libsecuresockets is installed: a PREFIX")
set(SECURESOCKETS_LAYER_DIR "${CMAKE_CURRENT_LIST_DIR}")

# For who uses avs_commons once it is installed.
set_property(GLOBAL APPEND_STRING PROPERTY AVS_LIBRARY_FIND_ROUTINES "
find_package(SecureSockets CONFIG REQUIRED HINTS \"${SECURESOCKETS_DIR}\")")

# Targets that are found here belong to this directory; the directories around it link them too.
set(_securesockets_targets SecureSockets::static SecureSockets::shared)
if(NOT TARGET Threads::Threads)
    list(APPEND _securesockets_targets Threads::Threads)
endif()
find_package(SecureSockets CONFIG REQUIRED HINTS "${SECURESOCKETS_DIR}")
foreach(_target IN LISTS _securesockets_targets)
    if(TARGET ${_target})
        set_target_properties(${_target} PROPERTIES IMPORTED_GLOBAL TRUE)
    endif()
endforeach()
# The archive, where it is there.
set(SECURESOCKETS_TARGET SecureSockets::shared)
if(TARGET SecureSockets::static)
    set(SECURESOCKETS_TARGET SecureSockets::static)
endif()

# 5.8.0 is 50800: the headers of avs_commons do not tell.
function(securesockets_version_number version number)
    string(REGEX MATCH "^([0-9]+)\\.([0-9]+)\\.([0-9]+)" matched "${version}")
    if(NOT matched)
        message(FATAL_ERROR "AVS_COMMONS_VERSION is \"${version}\": no version")
    endif()
    math(EXPR value "(${CMAKE_MATCH_1} * 100 + ${CMAKE_MATCH_2}) * 100 + ${CMAKE_MATCH_3}")
    set(${number} ${value} PARENT_SCOPE)
endfunction()

function(securesockets_add_layer)
    if(NOT TARGET avs_net_custom_tls)
        message(FATAL_ERROR "There is no avs_net_custom_tls: configure with -DWITH_CUSTOM_TLS=ON (avs_commons) or "
                            "-DDTLS_BACKEND=custom (Anjay)")
    endif()
    securesockets_version_number("${AVS_COMMONS_VERSION}" version)
    file(GLOB sources CONFIGURE_DEPENDS "${SECURESOCKETS_LAYER_DIR}/avs_securesockets*.c")
    target_sources(avs_net_custom_tls PRIVATE ${sources})
    target_include_directories(avs_net_custom_tls PUBLIC "$<BUILD_INTERFACE:${SECURESOCKETS_LAYER_DIR}>")
    target_compile_definitions(avs_net_custom_tls PRIVATE SECURESOCKETS_AVS_COMMONS_VERSION=${version})
    target_link_libraries(avs_net_custom_tls PUBLIC ${SECURESOCKETS_TARGET})
    # avs_crypto asks for the wiping of memory, which is in the layer: archives are searched in this order too.
    target_link_libraries(avs_crypto_generic INTERFACE $<LINK_ONLY:avs_net_custom_tls>)
endfunction()

cmake_language(DEFER DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" CALL securesockets_add_layer)
