/* The floor for requests over TLS: a bare libcurl loop with the same settings as http_client.cpp gives Signet's client. */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t discard(char* data, size_t size, size_t count, void* total) {
  (void)data;
  *(size_t*)total += size * count;
  return size * count;
}

int main(int argc, char** argv) {
  if (argc != 6) {
    fprintf(stderr, "usage: tls_loop URL COUNT keep|close CA.pem tls1.2|tls1.3\n");
    return 2;
  }
  const long count = strtol(argv[2], NULL, 10);
  const long version = strcmp(argv[5], "tls1.2") == 0 ? CURL_SSLVERSION_MAX_TLSv1_2 : CURL_SSLVERSION_MAX_TLSv1_3;
  size_t total = 0;
  struct curl_slist* headers = NULL;
  if (strcmp(argv[3], "close") == 0) headers = curl_slist_append(headers, "Connection: close");
  CURL* curl = curl_easy_init();
  if (curl == NULL) return 1;
  curl_easy_setopt(curl, CURLOPT_URL, argv[1]);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
  curl_easy_setopt(curl, CURLOPT_CAINFO, argv[4]);
  curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, version);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, discard);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &total);
  for (long i = 0; i < count; i++) {
    if (curl_easy_perform(curl) != CURLE_OK) return 1;
  }
  curl_easy_cleanup(curl);
  curl_slist_free_all(headers);
  printf("%ld requests, %zu bytes\n", count, total);
  return 0;
}
