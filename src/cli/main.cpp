#include <cstdio>

#include "base/file.h"
#include "http/auth/auth.h"
#include "http/client.h"
#include "http/prepare.h"
#include "model/dynamic_variables.h"
#include "model/load.h"
#include "model/resolve.h"
#include "report/reporters.h"
#include "run/runner.h"

int main() { return 0; }
