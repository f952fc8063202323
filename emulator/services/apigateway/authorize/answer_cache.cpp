#include "emulator/services/apigateway/authorize/answer_cache.h"

namespace brume::emulator::gateway {

// Lengths keep "a" + "bc" and "ab" + "c" apart.
std::string AnswerCache::key(const Api& api, const Authorizer& authorizer,
                             const std::vector<std::string>& identity) {
  std::string key = api.id + "/" + api.stage + "/" + authorizer.name;
  for (const std::string& value : identity) {
    key += '\n' + std::to_string(value.size()) + ':';
    key += value;
  }
  return key;
}

std::shared_ptr<const AuthorizerAnswer> AnswerCache::find(const std::string& key) {
  const auto found = entries_.find(key);
  if (found == entries_.end()) return nullptr;
  if (found->second.until > clock_.wall()) return found->second.answer;
  erase(found);
  return nullptr;
}

void AnswerCache::store(const std::string& key, std::shared_ptr<const AuthorizerAnswer> answer,
                        Duration ttl) {
  if (const auto known = entries_.find(key); known != entries_.end()) erase(known);
  if (entries_.size() >= kMaxCachedAnswers) erase(entries_.find(oldest_first_.front()));
  oldest_first_.push_back(key);
  entries_.emplace(key,
                   Entry{std::move(answer), clock_.wall() + ttl, std::prev(oldest_first_.end())});
}

void AnswerCache::erase(std::unordered_map<std::string, Entry>::iterator entry) {
  oldest_first_.erase(entry->second.place);
  entries_.erase(entry);
}

void AnswerCache::clear() {
  entries_.clear();
  oldest_first_.clear();
}

}  // namespace brume::emulator::gateway
