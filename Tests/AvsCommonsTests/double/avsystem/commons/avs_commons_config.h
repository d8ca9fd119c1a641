// A double of avs_commons: as if CMake had been told these options. Others are given to the compiler.
#ifndef DOUBLE_AVS_COMMONS_CONFIG_H
#define DOUBLE_AVS_COMMONS_CONFIG_H

#define AVS_COMMONS_WITH_AVS_CRYPTO
#ifndef WITHOUT_CUSTOM_TLS
#    define AVS_COMMONS_WITH_CUSTOM_TLS
#endif
#ifndef WITHOUT_PKI
#    define AVS_COMMONS_WITH_AVS_CRYPTO_PKI
#endif
#ifndef WITHOUT_PSK
#    define AVS_COMMONS_WITH_AVS_CRYPTO_PSK
#endif
#ifndef WITHOUT_LIST
#    define AVS_COMMONS_WITH_AVS_LIST
#endif
#ifndef WITHOUT_LOGS
#    define AVS_COMMONS_WITH_INTERNAL_LOGS
#endif

#endif
