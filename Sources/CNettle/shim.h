#pragma once

#include <nettle/ccm.h>
#include <nettle/sha2.h>
