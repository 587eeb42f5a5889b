// Values that take more than one word of a list, each in the shape that faker 5.5.3 gives it. Names as in faker's API.
#pragma once

#include <string>

namespace signet::model::faker {

// person.cpp: people, places and firms
std::string full_name();
std::string job_title();
std::string city();
std::string street_name();
std::string street_address();
std::string latitude();
std::string longitude();
std::string phone_number();
std::string phone_number_ext();
std::string company_name();
std::string catch_phrase();
std::string bs();
std::string product_name();
std::string hacker_phrase();

// finance.cpp
std::string account();
std::string account_name();
std::string card_mask();
std::string amount();
std::string bitcoin_address();
std::string iban();
std::string bic();

// internet.cpp
std::string avatar();
std::string email();
std::string example_email();
std::string user_name();
std::string protocol();
std::string url();
std::string domain_name();
std::string domain_word();
std::string ip();
std::string ipv6();
std::string mac();
std::string hex_color();
std::string password();
std::string image_data_uri();

// user_agent.cpp
std::string user_agent();

// words.cpp: words, text, files, dates
std::string word();
std::string words();
std::string lorem_words();
std::string lorem_sentence();
std::string lorem_slug();
std::string lorem_sentences();
std::string lorem_paragraph();
std::string lorem_paragraphs();
std::string lorem_lines();
std::string lorem_text();
std::string file_name();
std::string common_file_name();
std::string common_file_extension();
std::string common_file_type();
std::string file_path();
std::string semver();

// dates.cpp
std::string timestamp();
std::string iso_timestamp();
std::string date_past();
std::string date_future();
std::string date_recent();

}  // namespace signet::model::faker
