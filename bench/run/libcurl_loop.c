/* The floor that `signet run` is held against: the same requests in a bare libcurl loop, one handle, connection kept. */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>

static size_t discard(char* data, size_t size, size_t count, void* total) {
  (void)data;
  *(size_t*)total += size * count;
  return size * count;
}

int main(int argc, char** argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: libcurl_loop URL COUNT\n");
    return 2;
  }
  const long count = strtol(argv[2], NULL, 10);
  size_t total = 0;
  CURL* curl = curl_easy_init();
  if (curl == NULL) return 1;
  curl_easy_setopt(curl, CURLOPT_URL, argv[1]);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, discard);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &total);
  for (long i = 0; i < count; i++) {
    if (curl_easy_perform(curl) != CURLE_OK) return 1;
  }
  curl_easy_cleanup(curl);
  printf("%ld requests, %zu bytes\n", count, total);
  return 0;
}
