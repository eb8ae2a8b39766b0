// shixin for C++17: handles that free themselves, failures that are thrown. Copy it into your project.
#ifndef SHIXIN_HPP
#define SHIXIN_HPP

#include <shixin.h>

#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace shixin {

enum class Outcome { clear = SHX_OUTCOME_CLEAR, refer = SHX_OUTCOME_REFER, block = SHX_OUTCOME_BLOCK };
enum class Language { english = SHX_LANGUAGE_ENGLISH, chinese = SHX_LANGUAGE_CHINESE };
enum class Audience { clerk = SHX_AUDIENCE_CLERK, applicant = SHX_AUDIENCE_APPLICANT };

// No answer was given. Never means "not listed".
class Error : public std::runtime_error {
public:
    Error(shx_status status, const std::string &message) : std::runtime_error(message), status_(status) {}
    shx_status status() const noexcept { return status_; }

private:
    shx_status status_;
};

namespace detail {

struct Free {
    void operator()(shx_list *it) const noexcept { shx_list_free(it); }
    void operator()(shx_screener *it) const noexcept { shx_screener_free(it); }
    void operator()(shx_verdict *it) const noexcept { shx_verdict_free(it); }
    void operator()(shx_string *it) const noexcept { shx_string_free(it); }
    void operator()(shx_error *it) const noexcept { shx_error_free(it); }
};

template <typename T> using Handle = std::unique_ptr<T, Free>;

inline shx_text text(std::string_view it) { return shx_text{it.data(), it.size()}; }

inline void ensure(shx_status status, shx_error *told = nullptr) {
    Handle<shx_error> error(told);
    if (status == SHX_OK) return;
    std::string message = error ? shx_error_message(error.get()) : shx_status_text(status);
    if (error && *shx_error_context(error.get())) message = shx_error_context(error.get()) + (": " + message);
    throw Error(status, message);
}

inline std::string take(shx_string *made) {
    Handle<shx_string> string(made);
    return std::string(shx_string_ptr(made), shx_string_len(made));
}

}  // namespace detail

class Verdict {
public:
    explicit Verdict(shx_verdict *handle) : handle_(handle) {}

    shx_answer answer() const {
        shx_answer out;
        detail::ensure(shx_verdict_answer(handle_.get(), &out, sizeof out));
        return out;
    }

    Outcome outcome() const { return static_cast<Outcome>(answer().outcome); }

    std::vector<std::string> records() const {
        std::vector<std::string> all(answer().records);
        for (std::size_t nth = 0; nth < all.size(); nth++) {
            shx_text out;
            detail::ensure(shx_verdict_record(handle_.get(), nth, &out));
            all[nth].assign(out.ptr, out.len);
        }
        return all;
    }

    std::string because(Language language) const {
        shx_string *out = nullptr;
        detail::ensure(shx_verdict_because(handle_.get(), static_cast<int32_t>(language), &out));
        return detail::take(out);
    }

    std::string explain(Audience audience, Language language) const {
        shx_string *out = nullptr;
        shx_error *error = nullptr;
        auto to = static_cast<int32_t>(audience), in = static_cast<int32_t>(language);
        auto status = shx_verdict_explain(handle_.get(), to, in, &out, &error);
        detail::ensure(status, error);
        return detail::take(out);
    }

    std::string json() const {
        shx_string *out = nullptr;
        shx_error *error = nullptr;
        auto status = shx_verdict_json(handle_.get(), &out, &error);
        detail::ensure(status, error);
        return detail::take(out);
    }

private:
    detail::Handle<shx_verdict> handle_;
};

// A list file kept open and current. Shared by any threads. With a trail, a folder, every answer is recorded before it is given.
class Screener {
public:
    explicit Screener(std::string_view list, std::string_view relief = {}, std::string_view trail = {}) {
        auto options = shx_screener_options_empty();
        options.list = detail::text(list);
        options.relief = detail::text(relief);
        options.trail = detail::text(trail);
        shx_screener *out = nullptr;
        shx_error *error = nullptr;
        auto status = shx_screener_open(&options, &out, &error);
        detail::ensure(status, error);
        handle_.reset(out);
    }

    // On today's day, unless one is stated, as 20261120.
    Verdict check(std::string_view id, std::string_view name, std::string_view use = {}, int32_t day = 0) const {
        auto question = shx_question_empty();
        question.id = detail::text(id);
        question.name = detail::text(name);
        question.use = detail::text(use);
        question.day = day;
        shx_verdict *out = nullptr;
        shx_error *error = nullptr;
        auto status = shx_screener_ask(handle_.get(), &question, &out, &error);
        detail::ensure(status, error);
        return Verdict(out);
    }

    void reload() const {
        shx_error *error = nullptr;
        auto status = shx_screener_reload(handle_.get(), &error);
        detail::ensure(status, error);
    }

private:
    detail::Handle<shx_screener> handle_;
};

}  // namespace shixin

#endif
